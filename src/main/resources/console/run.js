export class Run { constructor(id){this.messages=[];this.progress=null} add(m){this.messages.push(m)} close(){} ended(){} }
